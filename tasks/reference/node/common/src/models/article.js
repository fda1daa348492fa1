// spar:begin articles
import { checked, optional, text, texts } from './fields.js';

const LONGEST_SLUG = 1000;
const RESERVED = 'feed'; // GET /articles/feed is something else.

/** An article as one reader sees it: `favorited` and `author.following` are that reader's. */
export class Article {
  constructor({
    id,
    slug,
    title,
    description,
    body,
    tagList,
    createdAt,
    updatedAt,
    favorited = false,
    favoritesCount = 0,
    author,
  }) {
    Object.assign(this, { id, slug, title, description, body, tagList, createdAt, updatedAt });
    Object.assign(this, { favorited, favoritesCount, author });
  }

  isBy(user) {
    return this.author.id === user.id;
  }
}

/** What a new article is made of. */
export function draft(input) {
  const values = checked(input, { title: text, description: text, body: text, tagList: optional(texts) });
  return { ...values, tagList: withoutRepeats(values.tagList ?? []) };
}

/** What its author may change about an article. */
export function articleChanges(input) {
  const values = checked(input, {
    title: optional(text),
    description: optional(text),
    body: optional(text),
    tagList: optional(texts),
  });
  return values.tagList ? { ...values, tagList: withoutRepeats(values.tagList) } : values;
}

/** `How to train: Café` -> `how-to-train-cafe`; a title without any Latin letter or digit -> `article`. */
export function slugFrom(title) {
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-|-$/g, '');
  if (slug === '') return 'article';
  return slug === RESERVED ? `${slug}-article` : slug;
}

function withoutRepeats(tags) {
  return [...new Set(tags)];
}
// spar:end
