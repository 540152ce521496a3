/**
 * Users of a tenant: who they are, which roles they have, and how their passwords are kept.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.user.Users}, from the stored record; a
 * password counts only by its Argon2id hash. <b>When nothing is configured</b>: there are no users
 * and nobody can log in; a user without a password cannot log in either. <b>What the caller is
 * told</b>: a login only ever learns "not accepted"; an operator learns that a user does not exist.
 *
 * <p>Start with {@link dev.locum.authservice.user.User} and {@link
 * dev.locum.authservice.user.Users}.
 */
@NullMarked
package dev.locum.authservice.user;

import org.jspecify.annotations.NullMarked;
