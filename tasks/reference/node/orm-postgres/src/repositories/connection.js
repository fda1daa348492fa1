import { setTimeout as pause } from 'node:timers/promises';
import { Sequelize } from 'sequelize';

const ATTEMPTS = 40;
const BETWEEN_ATTEMPTS_MS = 500;

export const sequelize = new Sequelize({
  dialect: 'postgres',
  host: process.env.PGHOST || 'postgres',
  port: Number(process.env.PGPORT || 5432),
  username: process.env.PGUSER || 'user',
  password: process.env.PGPASSWORD || 'password',
  database: process.env.PGDATABASE || 'conduit',
  logging: false,
});

/** Runs `work(transaction)`, all of it or nothing. */
export function write(work) {
  return sequelize.transaction(work);
}

/** Waits until the database answers. */
export async function connect() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sequelize.authenticate();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(BETWEEN_ATTEMPTS_MS);
    }
  }
}
