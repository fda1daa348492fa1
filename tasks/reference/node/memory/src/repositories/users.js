import { Taken } from '../models/errors.js';
import { User } from '../models/user.js';
import { nextId, store } from './store.js';

/** Stores a new user; throws Taken with the fields that somebody else has. */
export async function create(values) {
  refuseTaken(values);
  const user = new User({ ...values, id: nextId() });
  store.users.push(user);
  return new User(user);
}

/** Stores what a user has become; throws Taken with the fields that somebody else has. */
export async function save(changed) {
  refuseTaken(changed);
  const index = store.users.findIndex(({ id }) => id === changed.id);
  store.users[index] = new User(changed);
}

export async function findById(id) {
  return copyOrNull(store.users.find((user) => user.id === id));
}

export async function findByEmail(email) {
  return copyOrNull(store.users.find((user) => user.email === email));
}

function refuseTaken(values) {
  const others = store.users.filter(({ id }) => id !== values.id);
  const taken = ['email', 'username'].filter((field) => others.some((other) => other[field] === values[field]));
  if (taken.length > 0) throw new Taken(taken);
}

function copyOrNull(user) {
  return user ? new User(user) : null;
}
