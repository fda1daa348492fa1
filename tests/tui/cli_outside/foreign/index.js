// A Conduit on node:http alone: SERVER_PORT names its port, paths begin with /rest, lists come without bodies.
const http = require('node:http');
const { randomUUID } = require('node:crypto');
const slugOf = require('slugs');

const users = [];
const articles = [];
const comments = [];
const tokens = new Map();
const follows = new Set();
let last = 0;

const stop = (status, words) => { throw Object.assign(new Error(words), { status }); };
const find = (list, test, what) => list.find(test) || stop(404, `${what} not found`);
const profile = (u, me) => ({ username: u.username, bio: u.bio, image: u.image, following: !!me && follows.has(`${me.id}>${u.id}`) });
const account = (u) => {
  const token = randomUUID();
  tokens.set(token, u);
  return { user: { email: u.email, username: u.username, bio: u.bio, image: u.image, token } };
};
const shown = (a, me) => ({
  slug: a.slug, title: a.title, description: a.description, body: a.body, tagList: a.tagList,
  createdAt: a.createdAt, updatedAt: a.updatedAt, favorited: !!me && a.fans.has(me.id), favoritesCount: a.fans.size,
  author: profile(a.author, me),
});
const said = (c, me) => ({ id: c.id, createdAt: c.at, updatedAt: c.at, body: c.body, author: profile(c.author, me) });
const listed = (found, me, q) => {
  const from = Number(q.get('offset') || 0);
  const page = [...found].reverse().slice(from, from + Number(q.get('limit') || 20));
  return { articles: page.map((a) => shown(a, me)), articlesCount: found.length };
};
const needed = (values, ...fields) => {
  if (!values) stop(400, 'no body');
  for (const field of fields) if (!String(values[field] ?? '').trim()) stop(400, `${field} is required`);
  return values;
};

function answer(method, [first, second, third, fourth], q, body, me) {
  const need = () => me || stop(401, 'log in');
  const article = () => find(articles, (a) => a.slug === second, 'article');
  const own = (thing) => (thing.author === need() ? thing : stop(403, 'not yours'));
  const on = method !== 'DELETE';
  switch (`${method} ${[first, second && (['feed', 'login'].includes(second) ? second : ':'), third, fourth && ':'].filter(Boolean).join('/')}`) {
    case 'POST users': {
      const u = needed(body.user, 'username', 'email', 'password');
      if (users.some((o) => o.email === u.email || o.username === u.username)) stop(409, 'taken');
      users.push({ id: ++last, bio: null, image: null, ...u });
      return [201, account(users.at(-1))];
    }
    case 'POST users/login': {
      const u = needed(body.user, 'email', 'password');
      return [200, account(users.find((o) => o.email === u.email && o.password === u.password) || stop(401, 'wrong'))];
    }
    case 'GET user': return [200, account(need())];
    case 'PUT user': return [200, account(Object.assign(need(), body.user))];
    case 'GET profiles/:': return [200, { profile: profile(find(users, (u) => u.username === second, 'user'), me) }];
    case 'POST profiles/:/follow':
    case 'DELETE profiles/:/follow': {
      const other = find(users, (u) => need() && u.username === second, 'user');
      follows[on ? 'add' : 'delete'](`${me.id}>${other.id}`);
      return [200, { profile: profile(other, me) }];
    }
    case 'GET articles': {
      const [tag, author, fan] = ['tag', 'author', 'favorited'].map((name) => q.get(name));
      const by = fan && users.find((u) => u.username === fan);
      return [200, listed(articles.filter((a) => (!tag || a.tagList.includes(tag)) && (!author || a.author.username === author) && (!fan || (by && a.fans.has(by.id)))), me, q)];
    }
    case 'GET articles/feed': return [200, listed(articles.filter((a) => follows.has(`${need().id}>${a.author.id}`)), me, q)];
    case 'POST articles': {
      const author = need();
      const { title, description, body: text, tagList = [] } = needed(body.article, 'title', 'description', 'body');
      const at = new Date().toISOString();
      articles.push({ slug: slugOf(title, ++last), title, description, body: text, tagList, author, fans: new Set(), createdAt: at, updatedAt: at });
      return [201, { article: shown(articles.at(-1), me) }];
    }
    case 'GET articles/:': return [200, { article: shown(article(), me) }];
    case 'PUT articles/:': return [200, { article: shown(Object.assign(own(article()), body.article, { updatedAt: new Date().toISOString() }), me) }];
    case 'DELETE articles/:': articles.splice(articles.indexOf(own(article())), 1); return [204];
    case 'POST articles/:/favorite':
    case 'DELETE articles/:/favorite': article().fans[on ? 'add' : 'delete'](need().id); return [200, { article: shown(article(), me) }];
    case 'POST articles/:/comments':
      comments.push({ id: ++last, on: article(), author: need(), at: new Date().toISOString(), body: needed(body.comment, 'body').body });
      return [201, { comment: said(comments.at(-1), me) }];
    case 'GET articles/:/comments': { const on = article(); return [200, { comments: comments.filter((c) => c.on === on).map((c) => said(c, me)) }]; }
    case 'DELETE articles/:/comments/:': comments.splice(comments.indexOf(own(find(comments, (c) => c.id === Number(fourth), 'comment'))), 1); return [204];
    case 'GET tags': return [200, { tags: [...new Set(articles.flatMap((a) => a.tagList))] }];
    default: return stop(404, 'nothing here');
  }
}

http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => {
    let status;
    let data;
    try {
      const url = new URL(request.url, 'http://localhost');
      const [prefix, ...path] = url.pathname.slice(1).split('/').map(decodeURIComponent);
      if (prefix !== 'rest') stop(404, 'nothing here');
      const me = tokens.get((request.headers.authorization || '').replace('Token ', ''));
      [status, data] = answer(request.method, path, url.searchParams, JSON.parse(parts.join('') || '{}'), me);
    } catch (error) {
      [status, data] = [error.status || 400, { status: 'error', message: error.message }];
    }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(data && JSON.stringify(data));
  });
}).listen(Number(process.env.SERVER_PORT), '127.0.0.1');
