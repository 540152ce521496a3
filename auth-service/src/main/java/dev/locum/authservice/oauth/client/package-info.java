/**
 * Who calls an OAuth endpoint: a workload or a registered client that proves itself, or a public
 * client.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.oauth.client.ClientAuthentication}
 * takes exactly one credential; the authority judges it. <b>When nothing is configured</b>: there
 * is one public client, {@code locum-cli}; nobody but public clients is anybody without a
 * credential. <b>What the caller is told</b>: {@code invalid_client}, whatever was wrong.
 */
@NullMarked
package dev.locum.authservice.oauth.client;

import org.jspecify.annotations.NullMarked;
