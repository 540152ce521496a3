/**
 * {@code locum login}, {@code logout}, {@code whoami}.
 *
 * <p><b>What decides here</b>: the auth service who may log in. <b>When nothing is configured</b>:
 * login is the device flow in the user's own browser. <b>What the caller is told</b>: as whom they
 * are logged in and until when; never a token or a password.
 */
@NullMarked
package dev.locum.cli.login;

import org.jspecify.annotations.NullMarked;
