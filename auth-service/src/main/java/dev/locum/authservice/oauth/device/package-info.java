/**
 * Where a device begins (RFC 8628 §3.1).
 *
 * <p><b>What decides here</b>: whether the caller is the public client, and how often one address
 * may ask. <b>When nothing is configured</b>: there is one public client. <b>What the caller is
 * told</b>: its codes, or an error of RFC 6749 §5.2.
 */
@NullMarked
package dev.locum.authservice.oauth.device;

import org.jspecify.annotations.NullMarked;
