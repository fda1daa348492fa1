import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);

const KEY_BYTES = 32;
// Half of Node's default cost: about 20 ms, off the event loop.
const COST = { N: 8192, r: 8, p: 1 };

/** A salted hash: `salt:key`, both in hex. */
export async function hash(password) {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_BYTES, COST);
  return `${salt.toString('hex')}:${key.toString('hex')}`;
}

/** Whether this is the password that was hashed. */
export async function matches(password, hashed) {
  const [salt, key] = hashed.split(':').map((part) => Buffer.from(part, 'hex'));
  return timingSafeEqual(key, await derive(password, salt, KEY_BYTES, COST));
}
