// spar:begin profiles
import { Hono } from 'hono';
import * as service from '../services/profiles.js';
import { userOptional, userRequired } from './authentication.js';
import { profileView } from './views.js';

/** /profiles: what others see of a user. */
export const profiles = new Hono()
  .get('/:username', userOptional, async (c) => {
    const profile = await service.get(c.req.param('username'), c.var.user);
    return c.json({ profile: profileView(profile) });
  })
  .post('/:username/follow', userRequired, async (c) => {
    const profile = await service.follow(c.req.param('username'), c.var.user);
    return c.json({ profile: profileView(profile) });
  })
  .delete('/:username/follow', userRequired, async (c) => {
    const profile = await service.unfollow(c.req.param('username'), c.var.user);
    return c.json({ profile: profileView(profile) });
  });
// spar:end
