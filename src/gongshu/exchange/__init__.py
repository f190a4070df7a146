"""The exchange node (交换节点): a program beside a receiver's database that fetches its batches, with outgoing connections only.

What both ends have to agree on stands here: how a request is signed, how a batch is written on the line, what a receipt says.
"""
