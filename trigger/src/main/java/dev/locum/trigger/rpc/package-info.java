/**
 * The trigger's gRPC service: takes the user's token, translates, and answers.
 *
 * <p><b>What decides here</b>: that a call has exactly one token, and one proof or none; everything
 * else is asked. <b>When nothing is configured</b>: no call goes through without a token. <b>What
 * the caller is told</b>: a public reason with a fixed sentence, and for a malformed request which
 * field is wrong.
 */
@NullMarked
package dev.locum.trigger.rpc;

import org.jspecify.annotations.NullMarked;
