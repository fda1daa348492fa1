// spar:begin profiles
import Router from '@koa/router';
import * as service from '../services/profiles.js';
import { userOptional, userRequired } from './authentication.js';
import { profileView } from './views.js';

/** /profiles: what others see of a user. */
export const profiles = new Router({ prefix: '/profiles/:username' });

profiles.get('/', userOptional, async (ctx) => {
  const profile = await service.get(ctx.params.username, ctx.state.user);
  ctx.body = { profile: profileView(profile) };
});

profiles.post('/follow', userRequired, async (ctx) => {
  const profile = await service.follow(ctx.params.username, ctx.state.user);
  ctx.body = { profile: profileView(profile) };
});

profiles.delete('/follow', userRequired, async (ctx) => {
  const profile = await service.unfollow(ctx.params.username, ctx.state.user);
  ctx.body = { profile: profileView(profile) };
});
// spar:end
