import { setTimeout as pause } from 'node:timers/promises';
import { DataTypes } from 'sequelize';
import { sequelize } from './connection.js';

const { DATE, INTEGER, TEXT } = DataTypes;
const ATTEMPTS = 40;
const BETWEEN_ATTEMPTS_MS = 500;

const required = (type) => ({ type, allowNull: false });
const unique = (type) => ({ type, allowNull: false, unique: true });
const reference = (name) => ({ foreignKey: { name, allowNull: false }, onDelete: 'CASCADE' });
const withoutTimestamps = { timestamps: false };

export const User = sequelize.define(
  'User',
  {
    email: unique(TEXT),
    username: unique(TEXT),
    password: required(TEXT),
    bio: TEXT,
    image: TEXT,
  },
  withoutTimestamps,
);

/** `follower` follows `followed`. */
export const Follow = sequelize.define(
  'Follow',
  {
    followerId: { type: INTEGER, primaryKey: true },
    followedId: { type: INTEGER, primaryKey: true },
  },
  withoutTimestamps,
);
User.belongsToMany(User, { as: 'followed', through: Follow, foreignKey: 'followerId', otherKey: 'followedId' });
User.belongsToMany(User, { as: 'followers', through: Follow, foreignKey: 'followedId', otherKey: 'followerId' });
// spar:begin articles|comments

// The services say when something was written, so Sequelize's own timestamps are off.
export const Article = sequelize.define(
  'Article',
  {
    slug: unique(TEXT),
    title: required(TEXT),
    description: required(TEXT),
    body: required(TEXT),
    createdAt: required(DATE),
    updatedAt: required(DATE),
  },
  { timestamps: false, indexes: [{ fields: ['createdAt'] }, { fields: ['authorId'] }] },
);
Article.belongsTo(User, { as: 'author', ...reference('authorId') });
// spar:end
// spar:begin articles

/** One tag of one article; `position` keeps the order in which its author gave them. */
export const ArticleTag = sequelize.define(
  'ArticleTag',
  {
    articleId: { type: INTEGER, primaryKey: true },
    position: { type: INTEGER, primaryKey: true },
    tag: required(TEXT),
  },
  { timestamps: false, indexes: [{ fields: ['tag'] }] },
);
Article.hasMany(ArticleTag, { as: 'tags', ...reference('articleId') });

/** The user is fond of the article. */
export const Favorite = sequelize.define(
  'Favorite',
  {
    articleId: { type: INTEGER, primaryKey: true },
    userId: { type: INTEGER, primaryKey: true },
  },
  withoutTimestamps,
);
Article.belongsToMany(User, { as: 'fans', through: Favorite, foreignKey: 'articleId', otherKey: 'userId' });
User.belongsToMany(Article, { as: 'favorites', through: Favorite, foreignKey: 'userId', otherKey: 'articleId' });
// spar:end
// spar:begin comments

export const Comment = sequelize.define(
  'Comment',
  {
    body: required(TEXT),
    createdAt: required(DATE),
    updatedAt: required(DATE),
  },
  { timestamps: false, indexes: [{ fields: ['articleId'] }] },
);
Comment.belongsTo(Article, { as: 'article', ...reference('articleId') });
Comment.belongsTo(User, { as: 'author', ...reference('authorId') });
// spar:end

/** Waits until the database answers, then makes the tables that aren't there yet. */
export async function createSchema() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sequelize.sync();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(BETWEEN_ATTEMPTS_MS);
    }
  }
}

export async function close() {
  await sequelize.close();
}
