// Logs a user in and calls every endpoint with openid-client and oauth4webapi, as they are; README.md says what it
// shows. What it does not get as expected ends it.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import {Browser} from './browser.mjs';

const state = process.env.LOCUM_STATE;
const issuer = process.env.LOCUM_ISSUER;
const callback = 'http://127.0.0.1:4711/callback';
const user = {tenant: 'alice', username: 'ada', password: readFileSync(`${state}/users/ada.password`, 'utf8').trim()};
const TYPE = 'urn:ietf:params:oauth:token-type:';

/** RFC 7523bis: a type of its own, and the issuer as the only audience. */
const asWeWantIt = {
  [client.modifyAssertion]: (header) => {
    header.typ = 'client-authentication+jwt';
  },
};

async function keyOf(id) {
  const jwk = JSON.parse(readFileSync(`${state}/credentials/${id}.jwk`, 'utf8'));
  const key = await crypto.subtle.importKey('jwk', jwk, {name: 'ECDSA', namedCurve: 'P-256'}, false, ['sign']);
  return client.PrivateKeyJwt({key, kid: jwk.kid}, asWeWantIt);
}

const config = async (id, authentication) => client.discovery(new URL(issuer), id, undefined, authentication);
const said = (text) => console.log(`node: ${text}`);

/** With a DPoP key the tokens are bound to it (RFC 9449). */
async function codeFlow(id, authentication, keys) {
  const known = await config(id, authentication);
  const proving = keys ? {DPoP: client.getDPoPHandle(known, keys)} : undefined;
  const verifier = client.randomPKCECodeVerifier();
  const expected = {expectedState: client.randomState(), expectedNonce: client.randomNonce()};
  const url = client.buildAuthorizationUrl(known, {
    redirect_uri: callback,
    scope: 'openid profile work',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: expected.expectedState,
    nonce: expected.expectedNonce,
  });
  const back = await new Browser(issuer).authorize(url, user);
  const tokens = await client.authorizationCodeGrant(known, back, {pkceCodeVerifier: verifier, ...expected, idTokenExpected: true}, undefined, proving);
  assert.equal(tokens.token_type, keys ? 'dpop' : 'bearer');
  assert.equal(tokens.claims().preferred_username, 'ada');
  const info = await client.fetchUserInfo(known, tokens.access_token, tokens.claims().sub, proving);
  assert.equal(info.tenant, 'alice');
  said(`${id}: code, id token and userinfo of ${info.preferred_username}`);
  return {known, tokens, back, verifier, expected, proving};
}

async function refuses(promise, error) {
  const failure = await promise.then(() => undefined, (e) => e);
  assert.equal(failure?.error ?? failure?.cause?.error, error, `expected ${error}, got ${failure}`);
}

// The app: public, code, refresh, reuse, revocation.
const app = await codeFlow('example-app', client.None());
const fresh = await client.refreshTokenGrant(app.known, app.tokens.refresh_token);
await refuses(client.refreshTokenGrant(app.known, app.tokens.refresh_token), 'invalid_grant');
await refuses(client.refreshTokenGrant(app.known, fresh.refresh_token), 'invalid_grant');
said('example-app: a refresh token that is shown again ends the session');
const second = await codeFlow('example-app', client.None());
await client.tokenRevocation(second.known, second.tokens.refresh_token);
await refuses(client.refreshTokenGrant(second.known, second.tokens.refresh_token), 'invalid_grant');
said('example-app: revoked');

// The app again, with DPoP: what is bound stays bound, and opens nothing without the key.
const bound = await codeFlow('example-app', client.None(), await client.randomDPoPKeyPair('ES256'));
const anothers = {DPoP: client.getDPoPHandle(bound.known, await client.randomDPoPKeyPair('ES256'))};
await refuses(client.refreshTokenGrant(bound.known, bound.tokens.refresh_token), 'invalid_dpop_proof');
await refuses(client.refreshTokenGrant(bound.known, bound.tokens.refresh_token, undefined, anothers), 'invalid_dpop_proof');
const renewed = await client.refreshTokenGrant(bound.known, bound.tokens.refresh_token, undefined, bound.proving);
assert.equal(renewed.token_type, 'dpop');
for (const options of [undefined, anothers]) {
  await assert.rejects(client.fetchUserInfo(bound.known, renewed.access_token, client.skipSubjectCheck, options));
}
await client.fetchUserInfo(bound.known, renewed.access_token, client.skipSubjectCheck, bound.proving);
said('example-app: bound to a key, at login, at userinfo and at the refresh');

// RP-Initiated Logout: the id token says whose session is meant.
const last = await codeFlow('example-app', client.None());
const bye = await new Browser(issuer).visit(client.buildEndSessionUrl(last.known, {id_token_hint: last.tokens.id_token}));
assert.match(bye.body, /You are logged out/);
await refuses(client.refreshTokenGrant(last.known, last.tokens.refresh_token), 'invalid_grant');
said('example-app: logged its user out');

// The server: private_key_jwt, and a code that is shown again.
const server = await codeFlow('example-server', await keyOf('example-server'));
await refuses(
  client.authorizationCodeGrant(server.known, server.back, {pkceCodeVerifier: server.verifier, ...server.expected}),
  'invalid_grant');
await refuses(client.refreshTokenGrant(server.known, server.tokens.refresh_token), 'invalid_grant');
said('example-server: a code that is shown again ends the session');

// A device.
const device = await client.initiateDeviceAuthorization(app.known, {scope: 'openid work'});
await new Browser(issuer).allowDevice(device.verification_uri, user, device.user_code);
const deviceTokens = await client.pollDeviceAuthorizationGrant(app.known, device);
assert.equal(deviceTokens.scope, 'openid work');
said('example-app: device flow');

// The trigger: client credentials, introspection, and a delegation by token exchange.
const trigger = await config('trigger', await keyOf('trigger'));
const service = await client.clientCredentialsGrant(trigger);
assert.equal(service.token_type, 'bearer');
const active = await client.tokenIntrospection(trigger, deviceTokens.access_token);
assert.equal(active.active, true);
assert.equal(active.client_id, 'example-app');
assert.deepEqual(await client.tokenIntrospection(trigger, 'made-up'), {active: false});
said('trigger: client credentials and introspection');

const metadata = trigger.serverMetadata();
const exchange = await oauth.genericTokenEndpointRequest(
  metadata,
  {client_id: 'trigger'},
  await keyOf('trigger'),
  'urn:ietf:params:oauth:grant-type:token-exchange',
  new URLSearchParams({
    subject_token: deviceTokens.access_token,
    subject_token_type: `${TYPE}access_token`,
    requested_token_type: `${TYPE}txn_token`,
    audience: 'locum',
    scope: 'fleet.reserve',
    request_details: JSON.stringify({route: 'trip', idempotency_key: randomUUID()}),
  }));
const delegation = await oauth.processGenericTokenEndpointResponse(metadata, {client_id: 'trigger'}, exchange, {
  recognizedTokenTypes: {n_a: () => {}},
});
assert.equal(delegation.issued_token_type, `${TYPE}txn_token`);
// Delegation tokens are for workers: nobody else learns anything of one.
const worker = await config('alice-worker', await keyOf('alice-worker'));
assert.equal((await client.tokenIntrospection(worker, delegation.access_token)).active, true);
assert.equal((await client.tokenIntrospection(trigger, delegation.access_token)).active, false);
await client.tokenRevocation(trigger, delegation.access_token);
assert.equal((await client.tokenIntrospection(worker, delegation.access_token)).active, false);
said('trigger: exchanged for a delegation, which it revoked');
