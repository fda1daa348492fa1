import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';

const ALGORITHM = 'HS256';
// Without a secret from outside, tokens end with the process that issued them.
const SECRET = process.env.JWT_SECRET || randomBytes(32).toString('hex');

/** A token that proves to later requests who is asking; it names the user by id, which never changes. */
export function issue(user) {
  return jwt.sign({}, SECRET, { algorithm: ALGORITHM, subject: String(user.id), expiresIn: '30d' });
}

/** The id of the user whom a token names, or null when the token isn't one of ours. */
export function userIdIn(token) {
  try {
    return Number(jwt.verify(token, SECRET, { algorithms: [ALGORITHM] }).sub);
  } catch {
    return null;
  }
}
