package dev.locum.architecture.planted.proof.token;

/** Stands for ours. */
public record VerifiedAccessToken() implements VerifiedToken {}
