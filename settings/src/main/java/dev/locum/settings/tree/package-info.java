/**
 * A configuration file as a tree of text with line numbers, before anything is known of its
 * meaning.
 *
 * <p><b>What decides here</b>: {@link dev.locum.settings.tree.TreeParser} takes only plain YAML: no
 * aliases, anchors, tags, repeated keys or second documents, and bounded size and depth. <b>When
 * nothing is configured</b>: an empty file is an empty mapping. <b>What the caller is told</b>:
 * each {@link dev.locum.settings.tree.Problem} with its path and line, never a value.
 */
@NullMarked
package dev.locum.settings.tree;

import org.jspecify.annotations.NullMarked;
