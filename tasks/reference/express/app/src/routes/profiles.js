// spar:begin profiles
import { Router } from 'express';
import * as service from '../services/profiles.js';
import { userOptional, userRequired } from './authentication.js';
import { profileView } from './views.js';

/** /profiles: what others see of a user. */
export const profiles = Router();

profiles.get('/:username', userOptional, async (req, res) => {
  const profile = await service.get(req.params.username, req.user);
  res.json({ profile: profileView(profile) });
});

profiles
  .route('/:username/follow')
  .all(userRequired)
  .post(async (req, res) => {
    const profile = await service.follow(req.params.username, req.user);
    res.json({ profile: profileView(profile) });
  })
  .delete(async (req, res) => {
    const profile = await service.unfollow(req.params.username, req.user);
    res.json({ profile: profileView(profile) });
  });
// spar:end
