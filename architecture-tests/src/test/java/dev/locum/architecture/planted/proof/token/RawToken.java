package dev.locum.architecture.planted.proof.token;

/** Stands for ours. */
public record RawToken(String text) {}
