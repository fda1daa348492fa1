import { Op, UniqueConstraintError } from 'sequelize';
import { Taken } from '../models/errors.js';
import { User } from '../models/user.js';
import { write } from './connection.js';
import * as database from './database.js';

/** Stores a new user; throws Taken with the fields that somebody else has. */
export async function create({ email, username, password }) {
  const row = await refusingTaken({ id: 0, email, username }, (transaction) =>
    database.User.create({ email, username, password }, { transaction }),
  );
  return new User(row.get());
}

/** Stores what a user has become; throws Taken with the fields that somebody else has. */
export async function save({ id, email, username, password, bio, image }) {
  await refusingTaken({ id, email, username }, (transaction) =>
    database.User.update({ email, username, password, bio, image }, { where: { id }, transaction }),
  );
}

export async function findById(id) {
  const row = await database.User.findByPk(id);
  return row ? new User(row.get()) : null;
}

export async function findByEmail(email) {
  const row = await database.User.findOne({ where: { email } });
  return row ? new User(row.get()) : null;
}

/** The database decides whether a value is taken, so two requests at once can't both have it; then we look which. */
async function refusingTaken({ id, email, username }, store) {
  try {
    return await write(store);
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error;
    const others = await database.User.findAll({ where: { id: { [Op.ne]: id }, [Op.or]: { email, username } } });
    const taken = [];
    if (others.some((other) => other.email === email)) taken.push('email');
    if (others.some((other) => other.username === username)) taken.push('username');
    throw new Taken(taken);
  }
}
