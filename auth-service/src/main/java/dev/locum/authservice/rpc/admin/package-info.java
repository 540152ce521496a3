/**
 * The administration API: one class of methods for each noun, put together by {@link
 * dev.locum.authservice.rpc.admin.Administration}.
 *
 * <p><b>What decides here</b>: who may call is decided before, by the table of {@link
 * dev.locum.authservice.rpc}; whether a change fits what is there is decided by the domain, in the
 * transaction that makes it. <b>When nothing is configured</b>: there is nothing, and only the
 * first operator can put something. <b>What the caller is told</b>: as an administrator, also the
 * detail of a refusal.
 *
 * <p>Start with {@link dev.locum.authservice.rpc.admin.AdminMethods}.
 */
@NullMarked
package dev.locum.authservice.rpc.admin;

import org.jspecify.annotations.NullMarked;
