/**
 * What OAuth 2.0 endpoints read and answer: requests, form parameters, answers and refusals, free
 * of any server.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.oauth.message.Form}, which takes
 * exactly one encoding and no repeated parameter. <b>When nothing is configured</b>: an absent
 * parameter is absent, never a default. <b>What the caller is told</b>: a code of RFC 6749 §5.2 and
 * a fixed sentence; nothing of what was sent is repeated.
 *
 * <p>Start with {@link dev.locum.authservice.oauth.message.Endpoint}.
 */
@NullMarked
package dev.locum.authservice.oauth.message;

import org.jspecify.annotations.NullMarked;
