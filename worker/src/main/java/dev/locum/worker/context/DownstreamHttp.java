package dev.locum.worker.context;

import java.io.IOException;

/**
 * An HTTP client of one downstream. It adds what authenticates the call; redirects are not
 * followed, since they would carry it elsewhere. Thread-safe.
 */
@FunctionalInterface
public interface DownstreamHttp {

  /**
   * Sends a request and waits for the answer, whatever its status is.
   *
   * @throws IOException if the downstream could not be reached; the request may have been carried
   *     out
   * @throws InterruptedException if the activity is being stopped
   * @throws dev.locum.token.denial.DenialException if the call is not allowed; it was not sent
   */
  HttpReply send(HttpCall call) throws IOException, InterruptedException;
}
