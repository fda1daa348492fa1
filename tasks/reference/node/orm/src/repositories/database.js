import { DataTypes } from 'sequelize';
import { connect, sequelize } from './connection.js';

const required = (type) => ({ type, allowNull: false });
const unique = (type) => ({ type, allowNull: false, unique: true });
// spar:begin articles|comments
const reference = (name) => ({ foreignKey: { name, allowNull: false }, onDelete: 'CASCADE' });
// spar:end
const withoutTimestamps = { timestamps: false };

export const User = sequelize.define(
  'User',
  {
    email: unique(DataTypes.TEXT),
    username: unique(DataTypes.TEXT),
    password: required(DataTypes.TEXT),
    bio: DataTypes.TEXT,
    image: DataTypes.TEXT,
  },
  withoutTimestamps,
);
// spar:begin profiles|articles|comments

/** `follower` follows `followed`. */
export const Follow = sequelize.define(
  'Follow',
  {
    followerId: { type: DataTypes.INTEGER, primaryKey: true },
    followedId: { type: DataTypes.INTEGER, primaryKey: true },
  },
  withoutTimestamps,
);
User.belongsToMany(User, { as: 'followed', through: Follow, foreignKey: 'followerId', otherKey: 'followedId' });
User.belongsToMany(User, { as: 'followers', through: Follow, foreignKey: 'followedId', otherKey: 'followerId' });
// spar:end
// spar:begin articles|comments

// The services say when something was written, so Sequelize's own timestamps are off.
export const Article = sequelize.define(
  'Article',
  {
    slug: unique(DataTypes.TEXT),
    title: required(DataTypes.TEXT),
    description: required(DataTypes.TEXT),
    body: required(DataTypes.TEXT),
    createdAt: required(DataTypes.DATE),
    updatedAt: required(DataTypes.DATE),
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
    articleId: { type: DataTypes.INTEGER, primaryKey: true },
    position: { type: DataTypes.INTEGER, primaryKey: true },
    tag: required(DataTypes.TEXT),
  },
  { timestamps: false, indexes: [{ fields: ['tag'] }] },
);
Article.hasMany(ArticleTag, { as: 'tags', ...reference('articleId') });

/** The user is fond of the article. */
export const Favorite = sequelize.define(
  'Favorite',
  {
    articleId: { type: DataTypes.INTEGER, primaryKey: true },
    userId: { type: DataTypes.INTEGER, primaryKey: true },
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
    body: required(DataTypes.TEXT),
    createdAt: required(DataTypes.DATE),
    updatedAt: required(DataTypes.DATE),
  },
  { timestamps: false, indexes: [{ fields: ['articleId'] }] },
);
Comment.belongsTo(Article, { as: 'article', ...reference('articleId') });
Comment.belongsTo(User, { as: 'author', ...reference('authorId') });
// spar:end

/** Makes the tables that aren't there yet. */
export async function createSchema() {
  await connect();
  await sequelize.sync();
}

export async function close() {
  await sequelize.close();
}
