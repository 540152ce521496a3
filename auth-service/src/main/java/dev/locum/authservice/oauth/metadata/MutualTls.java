package dev.locum.authservice.oauth.metadata;

/**
 * The second address, where connections are asked for a client certificate (RFC 8705 §5).
 *
 * @param origin its public scheme, host and port
 * @param hasAuthorities whether anybody vouches for clients' certificates; if not, they count only
 *     where they are registered themselves
 */
public record MutualTls(String origin, boolean hasAuthorities) {}
