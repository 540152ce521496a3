/**
 * Profiles: where an installation is, and who is logged in there. A profile is a directory with
 * {@code locum.yaml}, which holds no secret, and {@code tokens.json}, which does.
 *
 * <p><b>What decides here</b>: {@link dev.locum.cli.profile.Profiles} which profile is used, {@link
 * dev.locum.cli.profile.TokenFile} whether a token file may be. <b>When nothing is configured</b>:
 * a command that needs a server is refused; the only profile there is is used without asking.
 * <b>What the caller is told</b>: which file is wrong and what to do; never what stands in a token
 * file.
 */
@NullMarked
package dev.locum.cli.profile;

import org.jspecify.annotations.NullMarked;
