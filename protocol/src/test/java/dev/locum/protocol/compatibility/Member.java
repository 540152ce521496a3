package dev.locum.protocol.compatibility;

/** A field or an enum value: its name and its number. */
record Member(String name, int number) {}
