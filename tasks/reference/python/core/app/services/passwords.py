"""Passwords are kept as salted scrypt hashes."""

import hashlib
import hmac
import secrets


def hash_password(password: str) -> str:
    """`salt$hash`, both in hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def matches(password: str, password_hash: str) -> bool:
    """Whether the hash was made from this password; takes as long for a wrong one as for the right one."""
    salt, _, digest = password_hash.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), digest)


def _scrypt(password: str, salt: bytes) -> bytes:
    # 4 MiB and some 15 ms a hash: a login stays quick on a small machine.
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1)
