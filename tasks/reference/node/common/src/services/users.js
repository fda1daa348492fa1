import { Unauthorized } from '../models/errors.js';
import { User, credentials, registration, userChanges } from '../models/user.js';
import * as users from '../repositories/users.js';
import { hash, matches } from './passwords.js';
import { userIdIn } from './tokens.js';

/** Opens an account. */
export async function register(input) {
  const { username, email, password } = registration(input);
  return users.create({ username, email, password: await hash(password) });
}

/** The user with this email and password. */
export async function logIn(input) {
  const { email, password } = credentials(input);
  const user = await users.findByEmail(email);
  if (!user || !(await matches(password, user.password))) {
    throw new Unauthorized({ credentials: ['are wrong'] });
  }
  return user;
}

/** The user whom a token names; throws Unauthorized when it is missing or isn't valid. */
export async function authenticate(token) {
  const id = token ? userIdIn(token) : null;
  const user = id === null ? null : await users.findById(id);
  if (!user) throw new Unauthorized({ token: [token ? "isn't valid" : 'is missing'] });
  return user;
}

/** Changes an account; what `input` doesn't name stays. */
export async function update(user, input) {
  const changes = userChanges(input);
  if (changes.password) changes.password = await hash(changes.password);
  const changed = new User({ ...user, ...changes });
  await users.save(changed);
  return changed;
}
