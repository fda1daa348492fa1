import { checked, optional, text, textOrNull } from './fields.js';

/** Somebody with an account. `password` is a hash. */
export class User {
  constructor({ id, email, username, password, bio = null, image = null }) {
    Object.assign(this, { id, email, username, password, bio, image });
  }
}

/** What somebody who registers has to tell. */
export function registration(input) {
  return checked(input, { username: text, email: text, password: text });
}

/** What somebody who logs in has to tell. */
export function credentials(input) {
  return checked(input, { email: text, password: text });
}

/** What people may change about their account; null clears `bio` and `image`. */
export function userChanges(input) {
  return checked(input, {
    email: optional(text),
    username: optional(text),
    password: optional(text),
    bio: optional(textOrNull),
    image: optional(textOrNull),
  });
}
