/** What do tests need that users must never get: wrong certificates, real origins on free ports, peers scripted byte by byte. */
@NullMarked
package dev.countersign.testkit;

import org.jspecify.annotations.NullMarked;
