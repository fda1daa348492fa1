import { Taken } from '../models/errors.js';
import { User } from '../models/user.js';
import { database } from './database.js';

/** Stores a new user; throws Taken with the fields that somebody else has. */
export async function create({ email, username, password }) {
  refuseTaken({ id: 0, email, username });
  const { lastInsertRowid } = database
    .prepare('INSERT INTO users (email, username, password) VALUES (?, ?, ?)')
    .run(email, username, password);
  return new User({ id: Number(lastInsertRowid), email, username, password });
}

/** Stores what a user has become; throws Taken with the fields that somebody else has. */
export async function save({ id, email, username, password, bio, image }) {
  refuseTaken({ id, email, username });
  database
    .prepare('UPDATE users SET email = ?, username = ?, password = ?, bio = ?, image = ? WHERE id = ?')
    .run(email, username, password, bio, image, id);
}

export async function findById(id) {
  return userOrNull(database.prepare('SELECT * FROM users WHERE id = ?').get(id));
}

export async function findByEmail(email) {
  return userOrNull(database.prepare('SELECT * FROM users WHERE email = ?').get(email));
}

function refuseTaken({ id, email, username }) {
  const others = database
    .prepare('SELECT email, username FROM users WHERE (email = ? OR username = ?) AND id <> ?')
    .all(email, username, id);
  const taken = [];
  if (others.some((other) => other.email === email)) taken.push('email');
  if (others.some((other) => other.username === username)) taken.push('username');
  if (taken.length > 0) throw new Taken(taken);
}

function userOrNull(row) {
  return row ? new User(row) : null;
}
