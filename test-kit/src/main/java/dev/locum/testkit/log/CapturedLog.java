package dev.locum.testkit.log;

/**
 * Something that was logged.
 *
 * @param logger its name
 * @param level its level
 * @param text message, arguments, context and stack trace
 */
public record CapturedLog(String logger, String level, String text) {}
