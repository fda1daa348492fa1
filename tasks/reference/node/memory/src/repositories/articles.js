// spar:begin articles
import { Article } from '../models/article.js';
import { Taken } from '../models/errors.js';
import { profileOf } from './profiles.js';
import { nextId, store } from './store.js';

/** One page of the articles that match every filter, newest first, as the viewer sees them; and how many match. */
export async function list({ tag, author, favorited, followedBy, limit, offset }, viewerId = null) {
  const idOf = (username) => store.users.find((user) => user.username === username)?.id;
  const matching = store.articles.filter(
    ({ id, authorId, tagList }) =>
      (tag === undefined || tagList.includes(tag)) &&
      (author === undefined || authorId === idOf(author)) &&
      (favorited === undefined || store.favorites.has(id, idOf(favorited))) &&
      (followedBy === undefined || store.follows.has(followedBy, authorId)),
  );
  const newestFirst = matching.reverse();
  return {
    articles: newestFirst.slice(offset, offset + limit).map((stored) => seenBy(viewerId, stored)),
    count: matching.length,
  };
}

/** The article with this slug as the viewer sees it, or null. */
export async function findBySlug(slug, viewerId = null) {
  const stored = store.articles.find((article) => article.slug === slug);
  return stored ? seenBy(viewerId, stored) : null;
}

/** Stores a new article; throws Taken when another one has its slug. */
export async function create(values) {
  refuseTaken(values);
  store.articles.push({ ...values, id: nextId() });
}

/** Stores what an article has become; throws Taken when another one has its slug. */
export async function save({ id, slug, title, description, body, tagList, updatedAt }) {
  refuseTaken({ id, slug });
  const stored = store.articles.find((article) => article.id === id);
  Object.assign(stored, { slug, title, description, body, tagList, updatedAt });
}

/** Deletes an article with all that hangs on it. */
export async function remove(id) {
  store.articles = store.articles.filter((article) => article.id !== id);
  // spar:begin comments
  store.comments = store.comments.filter(({ articleId }) => articleId !== id);
  // spar:end
  store.favorites.clear(id);
}

export async function favorite(id, userId) {
  store.favorites.add(id, userId);
}

export async function unfavorite(id, userId) {
  store.favorites.remove(id, userId);
}

function refuseTaken({ id, slug }) {
  if (store.articles.some((other) => other.slug === slug && other.id !== id)) throw new Taken(['slug']);
}

function seenBy(viewerId, stored) {
  return new Article({
    ...stored,
    tagList: [...stored.tagList],
    favorited: store.favorites.has(stored.id, viewerId),
    favoritesCount: store.favorites.count(stored.id),
    author: profileOf(stored.authorId, viewerId),
  });
}
// spar:end
