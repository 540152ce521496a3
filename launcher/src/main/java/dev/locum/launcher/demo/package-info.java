/**
 * The main job in five scenes, played against real processes and told by what they answer.
 *
 * <p><b>What decides here</b>: each scene compares what a component answered with what it must
 * answer; one difference fails the demo. <b>When nothing is configured</b>: everything is made anew
 * in a temporary directory and on free ports. <b>What the caller is told</b>: every line is an
 * answer of a component, never a script's text; the exit code says whether all held.
 *
 * <p>Start with {@link dev.locum.launcher.demo.Demo}.
 */
@NullMarked
package dev.locum.launcher.demo;

import org.jspecify.annotations.NullMarked;
