package dev.locum.trigger.work;

import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.token.Action;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The form of requests, but for their input, see {@link WorkInput}. Every refusal is {@code
 * REQUEST_INVALID} and names the field and what is expected; it never shows the value.
 */
final class RequestForm {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
  private static final int MAX_ACTIONS = 200;
  private static final int MAX_NAME = 255;
  private static final int MAX_REASON = 200;
  private static final int MAX_PAGE = 500;
  private static final int MAX_PAGE_TOKEN = 1000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** A thousand years, so that nothing that is computed of it overflows. */
  private static final long MAX_SECONDS = 1000L * 366 * 24 * 3600;

  private static final int NANOS = 1_000_000_000;

  private RequestForm() {}

  static void require(StartWorkRequest request) {
    if (request.getRoute().isEmpty()) {
      throw invalid("route: absent (expected: the name of a route of yours)");
    }
    if (!KEY.matcher(request.getIdempotencyKey()).matches()) {
      throw invalid("idempotency_key: refused (expected: " + KEY + ")");
    }
    if (request.hasDeadline()) {
      requireDeadline(request.getDeadline());
    }
    requireActions(request.getActionsList());
    if (request.getTaskQueue().length() > MAX_NAME) {
      throw invalid("task_queue: too long (expected: at most " + MAX_NAME + " characters)");
    }
  }

  private static void requireDeadline(com.google.protobuf.Duration deadline) {
    long seconds = deadline.getSeconds();
    if (seconds < 1 || seconds > MAX_SECONDS || deadline.getNanos() != 0) {
      throw invalid("deadline: refused (expected: whole seconds, at least 1)");
    }
  }

  private static void requireActions(List<String> actions) {
    if (actions.size() > MAX_ACTIONS) {
      throw invalid("actions: " + actions.size() + " (expected: at most " + MAX_ACTIONS + ")");
    }
    for (int i = 0; i < actions.size(); i++) {
      try {
        new Action(actions.get(i));
      } catch (IllegalArgumentException e) {
        // The message of the type never shows what it refuses.
        throw invalid("actions[" + i + "]: " + e.getMessage());
      }
    }
  }

  static void require(ListWorkRequest request) {
    if (request.getPageSize() < 0 || request.getPageSize() > MAX_PAGE) {
      throw invalid("page_size: " + request.getPageSize() + " (expected: 1 to " + MAX_PAGE + ")");
    }
    if (request.getPageToken().length() > MAX_PAGE_TOKEN) {
      throw pageToken();
    }
  }

  static DenialException pageToken() {
    return invalid("page_token: refused (expected: one that was answered)");
  }

  /** How long a request for a result wants to wait. */
  static Duration waitOf(GetResultRequest request) {
    long seconds = request.getWait().getSeconds();
    int nanos = request.getWait().getNanos();
    boolean isInBounds =
        seconds >= 0 && seconds <= LONGEST_WAIT.toSeconds() && nanos >= 0 && nanos < NANOS;
    Duration wait = isInBounds ? Duration.ofSeconds(seconds, nanos) : Duration.ZERO;
    if (!isInBounds || wait.compareTo(LONGEST_WAIT) > 0) {
      throw invalid("wait: refused (expected: 0 to " + LONGEST_WAIT.toSeconds() + " seconds)");
    }
    return wait;
  }

  static void requireName(String field, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw invalid(field + ": refused (expected: 1 to " + MAX_NAME + " characters)");
    }
  }

  static void requireReason(String reason) {
    if (reason.length() > MAX_REASON) {
      throw invalid("reason: too long (expected: at most " + MAX_REASON + " characters)");
    }
  }

  /** A workflow id that cannot be one names work that is not there. */
  static void requireWorkflowId(String workflowId) {
    if (workflowId.isEmpty() || workflowId.length() > MAX_NAME) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, "workflow id of another form");
    }
  }

  private static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }
}
