// spar:begin profiles
import * as service from '../services/profiles.js';
import { userOptional, userRequired } from './authentication.js';
import { answers } from './schemas.js';

const profile = answers(200, { profile: { $ref: 'profile#' } });

/** /profiles/:username: what others see of a user. */
export default async function profiles(app) {
  app.get('/', { ...profile, onRequest: userOptional }, async ({ params, user }) => ({
    profile: await service.get(params.username, user),
  }));

  app.post('/follow', { ...profile, onRequest: userRequired }, async ({ params, user }) => ({
    profile: await service.follow(params.username, user),
  }));

  app.delete('/follow', { ...profile, onRequest: userRequired }, async ({ params, user }) => ({
    profile: await service.unfollow(params.username, user),
  }));
}
// spar:end
