/**
 * From a tree of text to settings records.
 *
 * <p><b>What decides here</b>: {@link dev.locum.settings.binding.Binder} goes through the whole
 * tree and collects every problem; a record exists only if nothing of it is wrong. <b>When nothing
 * is configured</b>: a required setting is a problem, an unknown key is one too. <b>What the caller
 * is told</b>: all problems with path and line; a renamed or removed key names its replacement.
 */
@NullMarked
package dev.locum.settings.binding;

import org.jspecify.annotations.NullMarked;
