/**
 * How every process of Locum logs.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: lines of text on
 * standard error, Locum's own from INFO on, the libraries' from WARN on. <b>What the caller is
 * told</b>: nothing; the libraries' wire logs would hold tokens and stay off.
 *
 * <p>Start with {@link dev.locum.launcher.bootstrap.log.StandardErrorLog}.
 */
@NullMarked
package dev.locum.launcher.bootstrap.log;

import org.jspecify.annotations.NullMarked;
