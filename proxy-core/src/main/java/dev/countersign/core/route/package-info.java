/** Where does a request go? Its host chooses the distribution, its path the behavior; both are compared as bytes. */
@NullMarked
package dev.countersign.core.route;

import org.jspecify.annotations.NullMarked;
