import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
// spar:begin articles
import { articles } from './articles.js';
// spar:end
// spar:begin comments
import { comments } from './comments.js';
// spar:end
import { errors, tolerateUnreadableBody } from './errors.js';
// spar:begin profiles
import { profiles } from './profiles.js';
// spar:end
// spar:begin tags
import { tags } from './tags.js';
// spar:end
import { user, users } from './users.js';

const api = new Router({ prefix: '/api' });

api.get('/health-check', (ctx) => {
  ctx.body = { status: 'ok' };
});
api.use(users.routes());
api.use(user.routes());
// spar:begin profiles
api.use(profiles.routes());
// spar:end
// spar:begin articles
api.use(articles.routes());
// spar:end
// spar:begin comments
api.use(comments.routes());
// spar:end
// spar:begin tags
api.use(tags.routes());
// spar:end

export const app = new Koa();
app.use(errors);
app.use(bodyParser({ enableTypes: ['json'], onError: tolerateUnreadableBody }));
app.use(api.routes());
