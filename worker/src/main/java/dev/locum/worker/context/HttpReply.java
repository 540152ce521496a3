package dev.locum.worker.context;

/**
 * The answer of a downstream.
 *
 * @param status the HTTP status
 * @param body text in UTF-8, at most 1 MiB
 */
public record HttpReply(int status, String body) {}
