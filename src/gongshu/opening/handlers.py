"""What opening does whenever a snapshot is to be published."""

from gongshu.catalogue import inspecting
from gongshu.catalogue.inspecting import Inspector
from gongshu.opening import guarding

inspecting.register(Inspector(look=guarding.look, hindrances=guarding.hindrances, tell=guarding.tell))
