import { Sequelize } from 'sequelize';

export const sequelize = new Sequelize({
  dialect: 'sqlite',
  storage: process.env.SQLITE_FILE || 'conduit.db',
  logging: false,
});

let lastTurn = Promise.resolve();

/**
 * Runs `work(transaction)`, all of it or nothing. SQLite has one writer at a time, so writers queue here. Left to the
 * driver, each would hold one of Node's four worker threads while it waits, and the one they wait for would get none.
 */
export function write(work) {
  const turn = lastTurn.then(() => sequelize.transaction(work));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

/** Makes the file ready: with a write-ahead log, readers and the writer don't wait for each other. */
export async function connect() {
  await sequelize.query('PRAGMA journal_mode = WAL');
}
