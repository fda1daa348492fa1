import { Sequelize, Transaction } from 'sequelize';

export const sequelize = new Sequelize({
  dialect: 'sqlite',
  storage: process.env.SQLITE_FILE || 'conduit.db',
  logging: false,
  // A transaction that will write takes its turn at the start; one that reads first may be refused halfway.
  transactionType: Transaction.TYPES.IMMEDIATE,
});

// Readers don't wait for writers; a writer waits up to five seconds for another one.
sequelize.addHook('afterConnect', (connection) => {
  connection.configure('busyTimeout', 5000);
  return new Promise((resolve, reject) => {
    connection.run('PRAGMA journal_mode = WAL', (error) => (error ? reject(error) : resolve()));
  });
});
