package dev.locum.cli.doctor;

import java.util.function.Supplier;

/**
 * One thing to look at.
 *
 * @param name what
 * @param look looks at it; an exception is a bad finding
 */
public record Check(String name, Supplier<Finding> look) {}
