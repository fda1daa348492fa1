import { Taken } from '../models/errors.js';
import { User } from '../models/user.js';
import { isDuplicate, query } from './database.js';

/** Stores a new user; throws Taken with the fields that somebody else has. */
export async function create({ email, username, password }) {
  const [row] = await refusingTaken({ id: 0, email, username }, () =>
    query('INSERT INTO users (email, username, password) VALUES ($1, $2, $3) RETURNING *', [email, username, password]),
  );
  return new User(row);
}

/** Stores what a user has become; throws Taken with the fields that somebody else has. */
export async function save({ id, email, username, password, bio, image }) {
  await refusingTaken({ id, email, username }, () =>
    query('UPDATE users SET email = $2, username = $3, password = $4, bio = $5, image = $6 WHERE id = $1', [
      id,
      email,
      username,
      password,
      bio,
      image,
    ]),
  );
}

export async function findById(id) {
  const [row] = await query('SELECT * FROM users WHERE id = $1', [id]);
  return row ? new User(row) : null;
}

export async function findByEmail(email) {
  const [row] = await query('SELECT * FROM users WHERE email = $1', [email]);
  return row ? new User(row) : null;
}

/** The database decides whether a value is taken, so two requests at once can't both have it; then we look which. */
async function refusingTaken({ id, email, username }, store) {
  try {
    return await store();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const others = await query('SELECT email, username FROM users WHERE (email = $1 OR username = $2) AND id <> $3', [
      email,
      username,
      id,
    ]);
    const taken = [];
    if (others.some((other) => other.email === email)) taken.push('email');
    if (others.some((other) => other.username === username)) taken.push('username');
    throw new Taken(taken);
  }
}
