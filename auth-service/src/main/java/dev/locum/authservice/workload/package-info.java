/**
 * Workloads: who acts. Triggers, worker pools, downstreams and operators, with their credentials
 * and the task queues that they own.
 *
 * <p><b>What decides here</b>: the stored record, read anew for every call, so that disabling takes
 * effect at once; a queue of a namespace has one owner, a tenant. <b>When nothing is
 * configured</b>: there is no workload and every credential is unknown. <b>What the caller is
 * told</b>: {@code CREDENTIAL_REJECTED}, whatever was wrong.
 *
 * <p>Start with {@link dev.locum.authservice.workload.Workload} and {@link
 * dev.locum.authservice.workload.WorkloadAuthentication}.
 */
@NullMarked
package dev.locum.authservice.workload;

import org.jspecify.annotations.NullMarked;
