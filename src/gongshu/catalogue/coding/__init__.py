"""Resource codes (资源代码): the authority's tree of classes, and a serial of its own for every entry in a class."""
