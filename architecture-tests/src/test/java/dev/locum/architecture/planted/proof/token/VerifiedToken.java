package dev.locum.architecture.planted.proof.token;

/** Stands for ours. */
public interface VerifiedToken {}
