package dev.locum.grpcauthz.http;

import dev.locum.grpcauthz.caller.Peer;
import dev.locum.token.Incubating;
import java.util.Collection;
import java.util.List;

/** A request, as a web framework shows it. */
@Incubating
public interface HttpCall {

  /** The method, as it came. */
  String method();

  /** The path as it came: not decoded, not normalised, without the query. */
  String path();

  /**
   * The path for which the client asked, which a proof names: also the part before {@link #path},
   * if the framework serves the application below one.
   */
  default String requestedPath() {
    return path();
  }

  /** The names of all headers, in any case; a name may be repeated. */
  Collection<String> headerNames();

  /** All values of a header, whatever the case of its name. */
  List<String> headers(String name);

  /**
   * Who is at the other end of the connection. A framework that takes the address from a header
   * must not be believed here: it lets a caller choose it.
   */
  Peer peer();
}
