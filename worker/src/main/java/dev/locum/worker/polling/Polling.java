package dev.locum.worker.polling;

/** The polls of one worker on one queue. Both methods may be repeated and return at once. */
public interface Polling {

  /** Begins no further poll; polls that are under way end by themselves. */
  void suspend();

  void resume();
}
