/**
 * Trust sources for internal methods: how a service proves which other service calls it.
 *
 * <table>
 * <caption>Which one to take</caption>
 * <tr><th>source</th><th>where</th><th>what an attacker must have</th></tr>
 * <tr><td>{@link dev.locum.grpcauthz.trust.MeshIdentityTrust}</td><td>a mesh whose sidecars end TLS</td><td>the
 * workload's identity in the mesh, or the sidecar's place</td></tr>
 * <tr><td>{@link dev.locum.grpcauthz.trust.PeerCertificateTrust}</td><td>TLS ends in the service, SPIFFE
 * certificates</td><td>the workload's private key</td></tr>
 * <tr><td>{@link dev.locum.grpcauthz.trust.SignedTokenTrust}</td><td>no mesh; each service has a key</td><td>the
 * service's private key</td></tr>
 * <tr><td>{@link dev.locum.grpcauthz.trust.SharedSecretTrust}</td><td>one developer's machine</td><td>what every
 * service has: it tells none from another</td></tr>
 * </table>
 *
 * <p><b>What decides here</b>: each source, by its own list; roles, actions and tenants are those
 * of our entry and never the caller's word (H2). <b>When nothing is configured</b>: no source
 * vouches for anybody, and a server with internal methods does not start. <b>What the caller is
 * told</b>: {@code NO_CREDENTIAL}, {@code TOKEN_REJECTED} or {@code CREDENTIAL_REJECTED}, always
 * unauthenticated; that keys could not be had is told to the audit trail alone (H12).
 */
@NullMarked
package dev.locum.grpcauthz.trust;

import org.jspecify.annotations.NullMarked;
